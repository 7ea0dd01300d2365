//! pkg/README.md: its programs print what it says, its forms do what it says, and it leaves out no code and no function.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { run } from "../../scripts/lib/command.mjs";
import { ROOT } from "../../scripts/lib/places.mjs";
import { serveFolder, startChromium, withoutChromium } from "./lib/chromium.mjs";
import { blocksOf, printedBy, readReadme } from "./lib/readme.mjs";
import { makeProject } from "./lib/tarball.mjs";

/** The libraries of the forms are the top folder's, so that nothing is downloaded. */
const LIBRARIES = ["@conform-to", "@hookform", "@tanstack", "@types", "react", "react-dom", "react-hook-form"];

const TSCONFIG = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2024", "dom", "dom.iterable"],
    types: [],
    jsx: "react-jsx",
    module: "esnext",
    moduleResolution: "bundler",
    allowJs: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
  },
  include: ["*.ts", "*.tsx"],
};

/** What the forms are filled with. */
const RELATIONSHIP = {
  id: "B1-F1",
  relationshipName: "B1 hasPart F1",
  relationshipType: "BRICK_0_4__hasPart_Location_Location",
  sourceEntityId: "B1",
  destinationEntityId: "F1",
};

/** Where the forms send to. */
const POSTS = "**/apollo/er/relationships";

/** How long a form may take to say something. */
const PATIENCE_MILLIS = 5000;

/** A change of the code that no reader would notice need not change the README. */
const SIZE_TOLERANCE = 0.03;

const readme = await readReadme();
const blocks = blocksOf(readme);
const [page] = blocks.filter(({ language }) => language === "html");
const components = blocks.filter(({ language }) => language === "tsx");
const { folder, remove } = await makeProject({
  ...Object.fromEntries(blocks.map(({ file, code }) => [file, code])),
  "tsconfig.json": JSON.stringify(TSCONFIG),
});
after(remove);
for (const name of LIBRARIES) await symlink(join(ROOT, "node_modules", name), join(folder, "node_modules", name));

const { resolve } = createRequire(join(folder, "index.js"));
const load = (name) => import(pathToFileURL(resolve(name)));

for (const { title, file, code } of blocks.filter(({ language, isNamed }) => language === "js" && !isNamed)) {
  test(`${title}: the program prints what stands behind its lines`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    assert.notEqual(stdout, "");
    assert.equal(stdout, printedBy(code));
  });
}

test("the forms compile with the types of the package and of the libraries", async () => {
  assert.equal(components.length, 3);
  await run("tsc", ["--project", folder]).catch((error) => {
    throw new Error(error.output ?? error);
  });
});

test("a relationship is judged here or there, and sent once", async (t) => {
  const { createEndpoint } = await load("er-relationships/endpoint");
  const { submit } = await import(pathToFileURL(join(folder, "submit.js")));
  const { bodies, fetch } = inPlaceOfTheNetwork(createEndpoint);
  t.mock.method(globalThis, "fetch", (path, init) => fetch(new Request(new URL(path, "https://example.com"), init)));
  const { destinationEntityId, ...incomplete } = RELATIONSHIP;
  assert.deepEqual((await submit(incomplete)).fields.destinationEntityId, ["destinationEntityId is required"]);
  assert.equal(bodies.length, 0);
  assert.equal(await submit(RELATIONSHIP), undefined);
  assert.deepEqual(bodies.map((body) => JSON.parse(body)), [RELATIONSHIP]);
});

test("the sizes are those that are measured, nearly", async () => {
  const rowsOf = (text) => [...text.matchAll(/^\| (`\w+`.*?) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/gm)];
  const measured = new Map(rowsOf(await run("node", ["scripts/size.mjs"])).map(([, title, ...sizes]) => [title, sizes.map(bytes)]));
  assert.ok(measured.size > 0);
  const told = rowsOf(readme);
  assert.deepEqual(told.map(([, title]) => title), [...measured.keys()]);
  for (const [, title, ...sizes] of told) {
    sizes.map(bytes).forEach((size, at) => {
      const ratio = size / measured.get(title)[at];
      assert.ok(Math.abs(ratio - 1) < SIZE_TOLERANCE, `${title}: ${size} for ${measured.get(title)[at]}`);
    });
  }
});

test("every code stands there", async () => {
  const declared = await readFile(join(folder, "node_modules/er-relationships/dist/issue_code.d.ts"), "utf8");
  const thrown = await readFile(join(folder, "node_modules/er-relationships/dist/errors.d.ts"), "utf8");
  const codes = [...`${declared}${thrown}`.matchAll(/(?<= )"(\w+)"/g)].map(([, code]) => code);
  assert.ok(codes.includes("idMissing") && codes.includes("getterThrew") && codes.includes("wasmUnavailable"));
  assert.deepEqual(codes.filter((code) => !readme.includes(`\`${code}\``)), []);
});

test("every function stands there", async () => {
  const entries = await Promise.all(["er-relationships", "er-relationships/slim", "er-relationships/client", "er-relationships/endpoint"].map(load));
  const names = entries.flatMap((entry) => Object.keys(entry));
  assert.ok(names.includes("validate") && names.includes("init") && names.includes("postRelationships") && names.includes("createEndpoint"));
  assert.deepEqual(names.filter((name) => !new RegExp(`\`${name}\\b`).test(readme)), []);
});

test("every link within the package leads somewhere", async () => {
  const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => `#${heading.toLowerCase().replaceAll(" ", "-")}`);
  const files = await readdir(join(folder, "node_modules/er-relationships"));
  const links = [...readme.matchAll(/\]\((?!https:)(.+?)\)/g)].map(([, link]) => link);
  assert.deepEqual(links.filter((link) => !anchors.includes(link) && !files.includes(link)), []);
});

let server, chromium;
before(async () => {
  if (withoutChromium) return;
  await buildPages();
  server = await serveFolder(join(folder, "pages"));
  chromium = await startChromium();
});
after(async () => {
  await chromium?.stop();
  await server?.stop();
});

/** Into the folder `pages`: the README's page, and one for each of its React components. */
async function buildPages() {
  const script = page.code.match(/src="(.+?)"/)[1];
  const entries = [script];
  for (const { file } of components) {
    const render = `createRoot(document.querySelector("main")).render(<RelationshipForm />);`;
    const entry = `import { createRoot } from "react-dom/client";\nimport { RelationshipForm } from "./${file}";\n${render}\n`;
    await writeFile(join(folder, `${file}.jsx`), entry);
    entries.push(`${file}.jsx`);
  }
  const paths = entries.map((entry) => join(folder, entry));
  await run("esbuild", [...paths, "--bundle", "--format=esm", "--jsx=automatic", `--outdir=${join(folder, "pages")}`]);
  await writeFile(join(folder, "pages", page.file), page.code);
  for (const { file } of components) {
    await writeFile(join(folder, "pages", `${file}.html`), `<main></main><script type="module" src="${file}.js"></script>`);
  }
}

for (const { title, file, language } of [page, ...components]) {
  const path = language === "html" ? file : `${file}.html`;

  formTest(`${title}: the form says what is wrong before it sends, and then what the endpoint says`, path, async ({ click, expect, bodies }) => {
    await click();
    await expect("destinationEntityId is required");
    assert.deepEqual(bodies, []);
  });

  const withoutWasm = () => delete globalThis.WebAssembly;
  formTest(`${title}: the form says the same after it has sent, where there is no WebAssembly`, path, async ({ send, expect, bodies }) => {
    await send();
    await expect("destinationEntityId is required");
    assert.deepEqual(bodies.splice(0).map((body) => JSON.parse(body)), [{}]);
  }, withoutWasm);
}

/** A test that starts with an empty form. In the end what is right is stored, and what only the endpoint can refuse is said. */
function formTest(title, path, work, prepare = () => {}) {
  test(title, { skip: withoutChromium }, async () => {
    const form = await openForm(path, prepare);
    try {
      await work(form);
      await form.fill(RELATIONSHIP);
      await form.send();
      await form.expect("");
      await form.fill({ relationshipType: "BRICK_0_4__feeds" });
      await form.send();
      await form.expect("relationshipType cannot be changed any more");
      form.headers.authorization = "Bearer another";
      await form.fill(RELATIONSHIP);
      await form.send();
      await form.expect("Unauthorized: the token is malformed");
      const changed = { ...RELATIONSHIP, relationshipType: "BRICK_0_4__feeds" };
      assert.deepEqual(form.bodies.map((body) => JSON.parse(body)), [RELATIONSHIP, changed, RELATIONSHIP]);
      assert.deepEqual(form.errors, []);
    } finally {
      await form.close();
    }
  });
}

/** A page with a form, which sends to an endpoint of its own. */
async function openForm(path, prepare) {
  const { createEndpoint } = await load("er-relationships/endpoint");
  const { bodies, fetch } = inPlaceOfTheNetwork(createEndpoint);
  const errors = [];
  const headers = {};
  const tab = await chromium.context.newPage();
  tab.setDefaultTimeout(PATIENCE_MILLIS);
  tab.on("pageerror", (error) => errors.push(error));
  await tab.addInitScript(prepare);
  await tab.route(POSTS, async (route) => {
    const sent = route.request();
    const init = { method: sent.method(), headers: { ...(await sent.allHeaders()), ...headers }, body: sent.postData() };
    const answer = await fetch(new Request(sent.url(), init));
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  });
  await tab.goto(`${server.url}/${path}`);
  const click = () => tab.getByRole("button").click();
  return {
    bodies,
    errors,
    headers,
    click,
    send: () => Promise.all([tab.waitForResponse(POSTS), click()]),
    expect: (sentence) => tab.waitForFunction(says, sentence),
    async fill(texts) {
      for (const [name, text] of Object.entries(texts)) await tab.locator(`[name=${name}]`).fill(text);
    },
    close: () => tab.close(),
  };
}

/** Whether the page says a sentence, beside the fields or where the browser keeps it; of an empty one, whether it says none. */
function says(sentence) {
  const texts = [document.body.innerText, ...Array.from(document.querySelectorAll("input"), (input) => input.validationMessage)];
  const isSaid = (part) => texts.some((text) => text.includes(part));
  return sentence ? isSaid(sentence) : !isSaid(" is ") && !isSaid(" cannot ");
}

/** Of `12,345`. */
function bytes(text) {
  return Number(text.replaceAll(",", ""));
}

/** The endpoint that the README sends to, and what was sent. */
function inPlaceOfTheNetwork(createEndpoint) {
  const endpoint = createEndpoint({ collections: { "Building-7": { ann: "owner" } }, tokens: { "anns-token": { sub: "ann" } } });
  const bodies = [];
  const fetch = async (request) => {
    bodies.push(await request.clone().text());
    return endpoint.fetch(request);
  };
  return { bodies, fetch };
}
