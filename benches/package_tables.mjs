// What benches/package.mjs measured, as tables for benches/README.md.

/** Writes both tables; ratios are to the first row. */
export function printTables(out, where, { rows, form }) {
  out.write(`${where}\n\n`);
  printTable(out, "text of 100 rows to verdict", rows);
  printTable(out, "one object of a form to its verdict", form);
}

function printTable(out, title, contenders) {
  const [first] = contenders;
  out.write(`| ${title} | median µs | quartiles | of ${first.name} |\n|---|---|---|---|\n`);
  for (const { name, low, median, high } of contenders) {
    const micros = [median, low, high].map((value) => value.toFixed(value < 10 ? 2 : 1));
    out.write(`| ${name} | ${micros[0]} | ${micros[1]} to ${micros[2]} | ${(median / first.median).toFixed(2)} |\n`);
  }
  out.write("\n");
}
