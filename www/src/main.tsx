//! Where the page starts: it is shown at once; the core, a local server's offer and the types come after it.

import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { isBearer, readOffer, token } from "./connection/connection.ts";
import { startCore } from "./core.ts";
import { readTypes } from "./registry.ts";
import "./styles/base.css";
import "./styles/page.css";

render(<App />, document.getElementById("page")!);
void startCore();
void readOffer();
effect(() => {
  if (isBearer(token.value)) void readTypes();
});
