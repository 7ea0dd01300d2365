//! What the checks found, each a way to the rows that it is about.

import { registryFault, types } from "../registry.ts";
import { texts } from "../texts.ts";
import { checks, counts, filter, goToNextError, KINDS, sentences, show } from "./filter.ts";
import { reading, startOver, timing } from "./rows.ts";
import { forgetSending, run } from "./sending.ts";

/** What is said more rarely is found by going through the rows. */
const MAX_GROUPS = 12;

export function Summary() {
  const knowsInverses = [...types.value.values()].some(({ inverse }) => inverse !== undefined);
  const groups = [
    ...sentences.value.map(({ sentence, number }) => ({ level: "danger", text: texts.many.group(sentence, number), filter: { sentence } })),
    ...checks.value.map(({ number, check, inverse }) => ({
      level: check === "missingInverse" ? "" : "warning",
      text: texts.many.checks[check](number, inverse),
      filter: { check, inverse },
    })),
  ];
  return (
    <section class="panel stack close" aria-label={texts.many.summary}>
      <div class="row apart">
        <div class="row" role="group" aria-label={texts.many.filter}>
          {KINDS.map((kind) => (
            <button type="button" class="chip number" aria-pressed={filter.value === kind} onClick={() => (filter.value = kind)}>
              {texts.many.filters[kind](counts.value[kind])}
            </button>
          ))}
        </div>
        <div class="row">
          {counts.value.errors > 0 && (
            <button type="button" onClick={goToNextError}>
              {texts.many.nextError}
            </button>
          )}
          <button
            type="button"
            disabled={run.value !== undefined}
            onClick={() => {
              forgetSending();
              startOver();
              filter.value = "all";
            }}
          >
            {texts.many.startOver}
          </button>
        </div>
      </div>
      {groups.length > 0 && (
        <ul class="groups plain">
          {groups.slice(0, MAX_GROUPS).map(({ level, text, filter }) => (
            <li>
              <button type="button" class={`badge ${level}`} onClick={() => show(filter)}>
                {text}
              </button>
            </li>
          ))}
          {groups.length > MAX_GROUPS && <li class="muted small">{texts.many.moreGroups(groups.length - MAX_GROUPS)}</li>}
        </ul>
      )}
      <p class="muted small">
        {!reading.value && timing.value && `${texts.many.timing(timing.value.rows, timing.value.millis)}. `}
        {!knowsInverses && (registryFault.value ? texts.one.typesNotRead(registryFault.value) : texts.many.noInverses)}
      </p>
    </section>
  );
}
