//! What a load shows while it runs.

/** How often a log without a terminal hears how far the load is. */
const LOG_MILLIS = 10_000;

/** The outcomes that are always named; another one is named when there is one. */
const OUTCOMES = ["created", "updated", "unchanged", "failed"];

/** `1,928 rows: 1,900 created, 0 updated, 18 unchanged, 10 failed` */
export function describeCounts(counts) {
  const names = [...new Set([...OUTCOMES, ...Object.keys(counts)])];
  const parts = names.map((name) => `${format(counts[name] ?? 0)} ${name}`);
  return `${format(total(counts))} rows: ${parts.join(", ")}`;
}

/** A line that follows the load: redrawn on a terminal, repeated now and then in a log. */
export function createProgress(output = process.stderr, now = Date.now) {
  let started;
  let rowsBefore;
  let loggedAt = now();

  /** @param {import("./load.mjs").Position} position */
  function show({ counts, line }) {
    if (started === undefined) {
      started = now();
      rowsBefore = total(counts);
      if (line > 0) notice(`going on after line ${format(line)}`);
      return;
    }
    const perSecond = Math.round((total(counts) - rowsBefore) / Math.max((now() - started) / 1000, 0.001));
    const text = `${describeCounts(counts)}; ${format(perSecond)} rows/s`;
    if (output.isTTY) {
      output.write(`\r\x1b[K${text}`);
    } else if (now() - loggedAt >= LOG_MILLIS) {
      loggedAt = now();
      output.write(`${text}\n`);
    }
  }

  /** Says something that stays. */
  function notice(text) {
    end();
    output.write(`${text}\n`);
  }

  /** Leaves the line to whoever writes next. */
  function end() {
    if (output.isTTY) output.write("\r\x1b[K");
  }

  return { show, notice, end };
}

function total(counts) {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

function format(number) {
  return number.toLocaleString("en");
}
