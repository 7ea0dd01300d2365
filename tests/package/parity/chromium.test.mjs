//! The table of `tests/cases/` through `createEndpoint` of the packed package, in headless Chromium.

import { reportFromChromium } from "../lib/in_chromium.mjs";
import { loadParityData } from "./data.mjs";

await reportFromChromium("the table in Chromium", "er-relationships/endpoint", "tests/package/parity/run.mjs", loadParityData);
