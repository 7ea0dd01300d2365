//! The view for many relationships: take in a file, see and mend what is wrong, send the rest.

import { useEffect } from "preact/hooks";
import { explain } from "er-relationships/slim";
import { texts } from "../texts.ts";
import { Grid } from "./Grid.tsx";
import { Intake } from "./Intake.tsx";
import { RowDialog } from "./RowDialog.tsx";
import { RowProblems } from "./RowProblems.tsx";
import { fault, file, isEdited, reading, rows, startOver, timing, typesLeftOut } from "./rows.ts";
import { SendBar } from "./SendBar.tsx";
import { run } from "./sending.ts";
import { Summary } from "./Summary.tsx";
import "./many.css";

export default function Many() {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (isEdited.value || run.value) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, []);

  const isEmpty = rows.value.length === 0 && !reading.value;
  return (
    <div class="many stack">
      {fault.value && (
        <p class="notice danger" role="alert">
          {fault}
        </p>
      )}
      {file.value?.issues.map((issue) => (
        <p class="notice danger" role="alert">
          {explain(issue)}
        </p>
      ))}
      {typesLeftOut.value.length > 0 && <p class="notice warning">{texts.many.typesLeftOut(typesLeftOut.value)}</p>}
      {isEmpty ? <Intake /> : <Sheet />}
    </div>
  );
}

function Sheet() {
  return (
    <>
      {reading.value && <Reading {...reading.value} />}
      <Summary />
      <Grid />
      <p class="visually-hidden" role="status">
        {!reading.value && timing.value && texts.many.timing(timing.value.rows, timing.value.millis)}
      </p>
      <RowProblems />
      <SendBar />
      <RowDialog />
    </>
  );
}

function Reading({ done, total }: { done: number; total: number }) {
  const sentence = total ? texts.many.reading(done, total) : texts.many.opening;
  return (
    <div class="notice row">
      <span class="number">{sentence}</span>
      <progress class="grow" aria-label={sentence} {...(total && { value: done, max: total })} />
      <button type="button" onClick={startOver}>
        {texts.many.cancel}
      </button>
    </div>
  );
}
