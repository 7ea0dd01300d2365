// The rival on KV in memory.

import { control, onMemory } from "./memory_kv.mjs";
import app from "./app.mjs";

export default {
  fetch(request, env, context) {
    return control(request.url) ?? app.fetch(request, onMemory(env), context);
  },
};
