//! The view for many relationships, as its tests use it.

import { button, eventually } from "./page.mjs";

/** The buttons above the table, each with a number of rows: `chip(page, "errors", 40)`. */
const CHIPS = { all: "All", errors: "With errors", warnings: "With warnings", left: "Not stored", stored: "Stored" };
export const chip = (page, kind, number) => button(page, `${CHIPS[kind]} ${number.toLocaleString("en")}`);

/** Chooses a file, and waits for the verdicts on its rows. */
export async function chooseFile(page, name, text) {
  await page.getByLabel("Choose a file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  await verdicts(page);
}

/** Drops a file; the page sees what a person's mouse would give it. */
export async function dropFile(page, name, text) {
  const dataTransfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    },
    [name, text],
  );
  await page.locator(".drop").dispatchEvent("drop", { dataTransfer });
  await verdicts(page);
}

/** Pastes a text, and waits for the verdicts on its rows. */
export async function pasteText(page, text) {
  await page.getByLabel("Or paste the text").fill(text);
  await button(page, "Check").click();
  await verdicts(page);
}

/** Waits until all rows have their verdicts, and those that several rows have together. */
export async function verdicts(page) {
  await page.getByText(/rows? checked in [\d,]+ ms\. /).waitFor();
}

/** What the checks found, each with its number, as it is offered above the table. */
export async function groups(page) {
  return page.locator(".groups button").allTextContents();
}

/** The table. */
export const table = (page) => page.getByRole("grid", { name: "Relationships" });

/** The number of the row that somebody is at, as the panel below the table has it. */
export async function rowNumber(page) {
  const title = await page.getByRole("heading", { name: /^Row [\d,]+$/ }).textContent();
  return Number(title.slice("Row ".length).replaceAll(",", ""));
}

/** What is told of the row that somebody is at. */
export const rowProblems = (page) => page.getByRole("region", { name: /^Row / }).locator("li");

/** Goes to the next error by the keyboard; its row's number. */
export async function nextError(page) {
  await table(page).focus();
  await page.keyboard.press("F8");
  return rowNumber(page);
}

/** What became of what was sent, such as "2,000 created". */
export const sent = (page) => page.getByRole("region", { name: "Send" }).locator("p[role=status] .badge").allTextContents();

/** Waits until exactly this became of what was sent. */
export function eventuallySent(page, ...outcomes) {
  return eventually(() => sent(page), outcomes);
}
