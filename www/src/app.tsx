//! The frame of the page: its views, one of which is shown, by the address behind `#`.

import { signal } from "@preact/signals";
import { Connection } from "./connection/Connection.tsx";
import { coreState } from "./core.ts";
import { One } from "./one/One.tsx";
import { Lazy } from "./parts/Lazy.tsx";
import { texts } from "./texts.ts";

const VIEWS = ["one", "many", "picture"] as const;
type View = (typeof VIEWS)[number];

const view = signal<View>(viewOfAddress());

addEventListener("hashchange", () => (view.value = viewOfAddress()));

function viewOfAddress(): View {
  return VIEWS.find((view) => location.hash === `#${view}`) ?? "one";
}

export function App() {
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => (event.preventDefault(), document.getElementById("content")?.focus())}>
        {texts.app.skip}
      </a>
      <header class="bar">
        <h1>{texts.app.title}</h1>
        <nav aria-label={texts.app.nav}>
          {VIEWS.map((name) => (
            <a href={`#${name}`} aria-current={view.value === name ? "page" : undefined}>
              {texts.app.views[name]}
            </a>
          ))}
        </nav>
        <a href="/docs">{texts.app.api}</a>
      </header>
      <main id="content" tabIndex={-1} class="stack">
        {coreState.value === "unavailable" && <p class="notice warning">{texts.app.noCore}</p>}
        {view.value !== "picture" && <Connection />}
        {view.value === "one" && <One />}
        {view.value === "many" && <Lazy load={() => import("./many/Many.tsx")} />}
        {view.value === "picture" && <Lazy load={() => import("./picture/PictureView.tsx")} />}
      </main>
    </>
  );
}
