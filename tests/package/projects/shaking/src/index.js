import { validate } from "er-relationships";

globalThis.validate = validate;
