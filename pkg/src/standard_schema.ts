//! The interfaces of Standard Schema 1.1.0 (https://standardschema.dev), as far as this package has them: its authors
//! ask libraries to copy them rather than to depend on them. Members and optionality are theirs; a type test holds
//! both to each other.

/** What both interfaces have. */
interface Typed<Input, Output> {
  /** The version number of the standard. */
  readonly version: 1;
  /** The name of the library. */
  readonly vendor: string;
  /** The types, for inference; there is no such property at run time. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** What a Standard Schema says about a value: the value itself, or issues. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[] };

/** A schema that form libraries and others take as it is: `StandardSchemaV1`, and synchronous. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": Typed<Input, Output> & {
    /** Judges a value. Never a promise. */
    readonly validate: (value: unknown) => StandardResult<Output>;
  };
}

/** `StandardJSONSchemaV1`: what can be turned into a JSON Schema. */
export interface StandardJsonSchema<Input = unknown, Output = Input> {
  readonly "~standard": Typed<Input, Output> & {
    readonly jsonSchema: {
      /** The schema of what is sent. @throws for a target other than `draft-06`, `draft-07` and `draft-2020-12` */
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      /** The same: validation changes nothing. */
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}
