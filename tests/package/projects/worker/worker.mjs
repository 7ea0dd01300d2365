import { askAll } from "./src/questions.js";

export default {
  async fetch() {
    return Response.json(await askAll());
  },
};
