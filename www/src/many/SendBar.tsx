//! Sending: what goes, how far it is, what stopped it, and what is left.

import { useSignal } from "@preact/signals";
import { askForConnection } from "../connection/Connection.tsx";
import { isConnected } from "../connection/connection.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { download } from "../parts/download.ts";
import { texts } from "../texts.ts";
import { writeCsv } from "./csv.ts";
import { counts } from "./filter.ts";
import { writeNdjson } from "./ndjson.ts";
import { file, isStored, reading, removeRows, rows } from "./rows.ts";
import { cancel, exchanges, goOn, refused, run, send, sendable, stopped } from "./sending.ts";

export function SendBar() {
  const isBusy = run.value !== undefined || reading.value !== undefined;
  const whenConnected = (action: () => Promise<void>) => () =>
    isConnected.value ? void action() : askForConnection.dispatchEvent(new Event("ask"));
  const staying = counts.value.errors;
  return (
    <section class="panel stack close" aria-label={texts.one.send}>
      <div class="row">
        {stopped.value && (
          <button type="button" class="primary" onClick={whenConnected(goOn)}>
            {texts.many.resume}
          </button>
        )}
        {!stopped.value && !run.value && (
          <button type="button" class="primary" disabled={isBusy || sendable.value.length === 0} onClick={whenConnected(() => send(sendable.value))}>
            {sendable.value.length ? texts.many.send(sendable.value.length) : texts.many.nothingToSend}
          </button>
        )}
        {refused.value.length > 0 && !stopped.value && (
          <button type="button" disabled={isBusy} onClick={whenConnected(() => send(refused.value))}>
            {texts.many.retry(refused.value.length)}
          </button>
        )}
        {staying > 0 && <span class="muted">{texts.many.stay(staying)}</span>}
      </div>
      {run.value && <Run {...run.value} />}
      <Stopped />
      <Sent />
      <Keeping />
      <Requests />
    </section>
  );
}

function Run({ done, total, startMillis }: { done: number; total: number; startMillis: number }) {
  const [latest] = exchanges.value;
  const isTroubled = latest && latest.status !== 201 && latest.status !== 207;
  const seconds = Math.ceil(((performance.now() - startMillis) * (total - done)) / Math.max(done, 1) / 1000);
  return (
    <div class="row">
      <progress class="grow" aria-label={texts.one.sending} value={done} max={total} />
      <span class="number">{texts.many.sending(done, total)}</span>
      {done > 0 && done < total && !isTroubled && <span class="muted">{texts.many.timeLeft(seconds)}</span>}
      <button type="button" onClick={cancel}>
        {texts.many.cancel}
      </button>
      {isTroubled && (
        <p class="notice warning" role="status">
          {texts.many.tryingAgain}
        </p>
      )}
    </div>
  );
}

function Stopped() {
  if (!stopped.value) return null;
  const { code, message, progress } = stopped.value.error;
  const left = progress.total - progress.done;
  const sentences = texts.many.stopped;
  const sentence = code === "refused" ? sentences.refused(left, message) : code === "aborted" ? sentences.aborted(left) : sentences.noAnswer(left);
  return (
    <p class="notice warning" role="alert">
      {sentence}
    </p>
  );
}

/** What became of all that was sent. */
function Sent() {
  const numbers = new Map<string, number>();
  for (const { outcome } of rows.value) if (outcome) numbers.set(outcome, (numbers.get(outcome) ?? 0) + 1);
  const all = (["created", "updated", "unchanged", "failed"] as const).filter((outcome) => numbers.has(outcome));
  return (
    <p role="status" class="row" hidden={all.length === 0}>
      {texts.many.sent}:
      {all.map((outcome) => (
        <span class={`badge number ${outcome === "failed" ? "danger" : "success"}`}>
          {numbers.get(outcome)!.toLocaleString("en")} {texts.many.outcomes[outcome]}
        </span>
      ))}
    </p>
  );
}

/** What is done with what is stored, and with what is not. */
function Keeping() {
  const said = useSignal("");
  const save = () => {
    const left = rows.value.filter((row) => !isStored(row)).map(({ text }) => text);
    const { csv, rest } = file.value?.format === "csv" ? writeCsv(left, file.value.columns) : { csv: "", rest: [] };
    const isCsv = file.value?.format === "csv" && rest.length === 0;
    said.value = rest.length ? texts.many.asNdjson(rest.length) : "";
    const type = isCsv ? "text/csv" : "application/x-ndjson";
    download(new Blob([isCsv ? csv : writeNdjson(left)], { type }), `${texts.many.downloadName}.${isCsv ? "csv" : "ndjson"}`);
  };
  return (
    <div class="row">
      <button type="button" disabled={counts.value.left === 0} onClick={save}>
        {texts.many.download}
      </button>
      {counts.value.stored > 0 && (
        <button type="button" disabled={run.value !== undefined} onClick={() => removeRows(rows.value.filter(isStored).map(({ key }) => key))}>
          {texts.many.clearStored}
        </button>
      )}
      <span role="status" class="muted">
        {said}
      </span>
    </div>
  );
}

/** The answers, one by one. */
function Requests() {
  const heads = texts.many.requestTable;
  if (exchanges.value.length === 0) return null;
  return (
    <details>
      <summary>{texts.many.requests(exchanges.value.length)}</summary>
      <div class="requests" tabIndex={0} role="region" aria-label={texts.many.requests(exchanges.value.length)}>
        <table class="small">
          <thead>
            <tr>
              <th>{heads.time}</th>
              <th>{heads.status}</th>
              <th>{heads.message}</th>
              <th>{heads.took}</th>
              <th>{heads.transaction}</th>
            </tr>
          </thead>
          <tbody>
            {exchanges.value.map(({ at, status, message, millis, transactionId }) => (
              <tr key={`${at.getTime()} ${transactionId}`}>
                <td class="number">{at.toLocaleTimeString("en-GB")}</td>
                <td class="number">{status || "–"}</td>
                <td>{message}</td>
                <td class="number">{texts.answer.took(millis)}</td>
                <td class="row">
                  {transactionId && (
                    <>
                      <code>{transactionId}</code>
                      <CopyButton label={texts.copy.copy} text={() => transactionId} />
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
