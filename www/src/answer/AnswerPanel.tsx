//! The answer of the endpoint: status, message, what became of each relationship, time, transaction.

import { explain } from "er-relationships/slim";
import { CopyButton } from "../parts/CopyButton.tsx";
import { texts } from "../texts.ts";
import type { Answer, AnswerItem } from "./answer.ts";

export function AnswerPanel({ answer }: { answer: Answer | undefined }) {
  return (
    <section class="panel stack close" aria-labelledby="answer-title">
      <h3 id="answer-title">{texts.answer.title}</h3>
      <div role="status">{answer ? <AnswerBody answer={answer} /> : <p class="muted">{texts.answer.none}</p>}</div>
    </section>
  );
}

function AnswerBody({ answer }: { answer: Answer }) {
  const { status, message, transactionId, millis, items } = answer;
  return (
    <div class="stack close answer">
      <p class={`notice ${toneOf(status)}`}>
        {status > 0 && <strong class="number">{status} </strong>}
        {status === 0 ? texts.answer.noAnswer : message}
      </p>
      {items.length > 0 && (
        <ul class="plain stack close">
          {items.map((item) => (
            <Item item={item} />
          ))}
        </ul>
      )}
      <dl class="facts small">
        <dt>{texts.answer.time}</dt>
        <dd class="number">{texts.answer.took(millis)}</dd>
        {transactionId && (
          <>
            <dt>{texts.answer.transaction}</dt>
            <dd class="row">
              <code>{transactionId}</code>
              <CopyButton label={texts.copy.copy} text={() => transactionId} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

function Item({ item: { id, outcome, version, issues } }: { item: AnswerItem }) {
  return (
    <li>
      <span class={`badge ${outcome === "failed" ? "danger" : "success"}`}>{texts.answer.outcomes[outcome]}</span>{" "}
      {id !== null && <code>{id}</code>} {version !== undefined && <span class="muted small">{texts.answer.version(version)}</span>}
      {issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li>{explain(issue)}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

function toneOf(status: number): string {
  if (status === 201) return "success";
  return status === 207 ? "warning" : "danger";
}
