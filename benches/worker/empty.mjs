// The least that a Worker does with such a request: it reads the body and answers.

import { control } from "./memory_kv.mjs";

export default {
  async fetch(request) {
    const controlled = control(request.url);
    if (controlled) return controlled;
    await request.arrayBuffer();
    const status = { message: "Total number of Relationships Upserted:  100.", code: "201" };
    return Response.json({ status, transactionId: crypto.randomUUID(), data: {} }, { status: 201 });
  },
};
