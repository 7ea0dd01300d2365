//! Where to send: collection and access token. Folds away once both are there.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Field } from "../parts/Field.tsx";
import { texts } from "../texts.ts";
import { bearer, collection, isBearer, isCollectionId, isConnected, offer, refusal, token } from "./connection.ts";

/** Opens the fields and moves the focus to the first that needs somebody. */
export const askForConnection = new EventTarget();

export function Connection() {
  const isOpen = useSignal(true);
  /** Set where the button that was pressed goes away, so that the focus has somewhere to be. */
  const focusNext = useRef("");

  useEffect(() => {
    const ask = () => {
      isOpen.value = true;
      const first = isCollectionId(collection.value) && refusal.value?.field !== "collection" ? "token" : "collection";
      setTimeout(() => document.getElementById(first)?.focus());
    };
    askForConnection.addEventListener("ask", ask);
    return () => askForConnection.removeEventListener("ask", ask);
  }, []);

  useEffect(() => {
    document.getElementById(focusNext.current)?.focus();
    focusNext.current = "";
  }, [isOpen.value]);

  // Fields with something wrong in them must not be folded away.
  useEffect(() => {
    if (refusal.value) isOpen.value = true;
  }, [refusal.value]);

  const open = () => {
    focusNext.current = "collection";
    isOpen.value = true;
  };
  const close = () => {
    focusNext.current = "change-connection";
    isOpen.value = false;
  };
  if (!isOpen.value && isConnected.value) {
    return (
      <section class="connection panel row" aria-label={texts.connection.title}>
        <span>
          {texts.connection.title}: <strong>{collection}</strong>{" "}
          {bearer.value && <span class="muted">{texts.connection.as(bearer.value.subject)}</span>}
        </span>
        <button type="button" class="link" id="change-connection" onClick={open}>
          {texts.connection.change}
        </button>
      </section>
    );
  }

  const submit = (event: Event) => {
    event.preventDefault();
    if (isConnected.value) close();
  };
  const accept = () => {
    collection.value = offer.value!.collection;
    token.value = offer.value!.token;
    refusal.value = undefined;
    close();
  };
  return (
    <form class="connection panel stack close" aria-labelledby="connection-title" onSubmit={submit}>
      <div class="row apart">
        <h2 id="connection-title">{texts.connection.title}</h2>
        {offer.value && (
          <button type="button" onClick={accept}>
            {texts.connection.useOffer}
          </button>
        )}
      </div>
      <div class="columns">
        <Field id="collection" label={texts.connection.collection} hint={texts.connection.collectionHint} errors={errorsOf("collection")}>
          {(props) => (
            <input
              {...props}
              value={collection.value}
              spellcheck={false}
              autocapitalize="off"
              onInput={(event) => change("collection", event.currentTarget.value)}
            />
          )}
        </Field>
        <Field id="token" label={texts.connection.token} hint={texts.connection.tokenHint} errors={errorsOf("token")}>
          {(props) => (
            <input
              {...props}
              type="password"
              autocomplete="off"
              value={token.value}
              onInput={(event) => change("token", event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <div class="row apart">
        <p class="muted small">{!isConnected.value && texts.connection.notConnected}</p>
        {isConnected.value && <button>{texts.connection.done}</button>}
      </div>
    </form>
  );
}

/** Pasted texts bring line ends and the word `Bearer` along. */
function change(field: "collection" | "token", text: string): void {
  if (field === "collection") collection.value = text.trim();
  else token.value = text.trim().replace(/^Bearer\s+/i, "");
  if (refusal.value?.field === field) refusal.value = undefined;
}

function errorsOf(field: "collection" | "token"): string[] {
  const [value, isWellFormed] = field === "collection" ? [collection.value, isCollectionId] : [token.value, isBearer];
  const errors = [];
  if (value && !isWellFormed(value)) errors.push(texts.connection.malformed[field]);
  if (field === "token" && bearer.value?.expires && bearer.value.expires < new Date()) errors.push(texts.connection.expired);
  if (refusal.value?.field === field) errors.push(refusal.value.message);
  return errors;
}
