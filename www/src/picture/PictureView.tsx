//! The view of the picture: what stands in the table, or else in the form.

import { useMemo } from "preact/hooks";
import { active, filter } from "../many/filter.ts";
import { rows } from "../many/rows.ts";
import { statementOf } from "../many/statement.ts";
import { objectOf } from "../json/object.ts";
import { text } from "../one/form.ts";
import { typeInfo, types } from "../registry.ts";
import { classOf } from "../relationship/type_info.ts";
import type { Edge } from "./edge.ts";
import Picture from "./Picture.tsx";

export default function PictureView() {
  const list = rows.value;
  const texts = list.length ? list : [{ key: -1, text: text.value }];
  const edges = useMemo(() => texts.map(edgeOf).filter((edge) => edge !== undefined), [list, text.value, types.value]);
  const showRow = (key: number) => {
    filter.value = "all";
    active.value = { key, property: undefined };
    location.hash = "#many";
  };
  return <Picture edges={edges} onShowRow={list.length ? showRow : undefined} />;
}

/** What is drawn of a row; nothing as long as it does not say between which entities. */
function edgeOf({ key, text }: { key: number; text: string }): Edge | undefined {
  const object = objectOf(text);
  if (!object) return undefined;
  const { id = "", type = "", source, destination } = statementOf(object);
  if (!source || !destination) return undefined;
  const { verb, sourceClass, destinationClass } = typeInfo(type);
  const textOf = (name: string) => (typeof object[name] === "string" ? object[name] : undefined);
  return {
    key,
    id,
    name: textOf("relationshipName") ?? "",
    type,
    verb,
    source,
    destination,
    sourceClass: sourceClass ?? classOf(textOf("brickSourceEntityType")),
    destinationClass: destinationClass ?? classOf(textOf("brickDestinationEntityType")),
    text,
  };
}
