//! Long work, told while it goes on.

/** How often a log without a terminal hears that a step still runs. */
const HEARTBEAT_MILLIS = 20_000;

/** How often a terminal's clock is drawn. */
const TICK_MILLIS = 1_000;

/** Seconds since `started`, for people. */
function elapsed(started) {
  const seconds = (Date.now() - started) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/**
 * Runs `work` under a title: one line when it ends, a running clock until then. The output of a
 * command that failed is shown whole, and the error goes on to the caller.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  const stopClock = startClock(title, started);
  try {
    const result = await work();
    stopClock();
    console.log(`✓ ${title} (${elapsed(started)})`);
    return result;
  } catch (error) {
    stopClock();
    console.log(`✗ ${title} (${elapsed(started)})`);
    if (error.output) console.log(error.output.trimEnd());
    throw error;
  }
}

/** Shows that `title` runs, until the function that it returns is called. */
function startClock(title, started) {
  if (process.stdout.isTTY) {
    const draw = () => process.stdout.write(`\r\x1b[K… ${title} (${elapsed(started)})`);
    draw();
    const timer = setInterval(draw, TICK_MILLIS);
    return () => {
      clearInterval(timer);
      process.stdout.write("\r\x1b[K");
    };
  }
  console.log(`… ${title}`);
  const timer = setInterval(() => console.log(`… ${title}: still running (${elapsed(started)})`), HEARTBEAT_MILLIS);
  return () => clearInterval(timer);
}
