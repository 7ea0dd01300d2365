//! The official draft-06 suite through `compileSchema` of the packed package, in headless Chromium.

import { reportFromChromium } from "../lib/in_chromium.mjs";
import { loadSuite } from "./suite.mjs";

await reportFromChromium("the draft-06 suite in Chromium", "er-relationships", "tests/package/draft6/run.mjs", loadSuite);
