/** Calls in a round: so many that neither the clock's resolution nor a garbage collection decides it. */
export const CALLS = { rows: 200, form: 20_000, "growth 1": 5_000, "growth 100": 200, "growth 10000": 4 };
