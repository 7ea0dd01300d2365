import er = require("er-relationships");

const result: er.Result = er.validate({ id: "B1-F1" });
console.log(result.count);
