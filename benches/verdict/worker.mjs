// What competes, in a Worker: `/?kind=rows&contender=NAME&calls=N` makes that many calls. The clock of a
// Worker stands still meanwhile, so whoever asks takes the time. Without a contender it lists them.

import { makeContenders } from "../contenders.mjs";
import { texts } from "#texts";
import { validators } from "#validators";

let contenders;

export default {
  fetch(request) {
    contenders ??= makeContenders(texts, validators);
    const { kind, contender, calls } = Object.fromEntries(new URL(request.url).searchParams);
    if (contender === undefined) {
      return Response.json(Object.fromEntries(Object.entries(contenders).map(([name, some]) => [name, Object.keys(some)])));
    }
    const run = contenders[kind][contender];
    for (let call = 0; call < Number(calls); call += 1) run(call);
    return new Response("done");
  },
};
