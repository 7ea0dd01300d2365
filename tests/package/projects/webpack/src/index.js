import { askAll } from "./questions.js";

askAll().then((answers) => {
  document.querySelector("output").value = JSON.stringify(answers);
});
