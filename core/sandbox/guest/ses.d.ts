/** What ses/dist/ses.umd.js puts into the context, as far as it is used; see its types.d.ts. */
declare const repairIntrinsics: (options: Readonly<Record<string, unknown>>) => void
declare const hardenIntrinsics: () => void
declare const harden: <T>(value: T) => T
/** The stack of an error, which the error itself does not show; without its first line. */
declare const getStackString: (error: Error) => string
declare const Compartment: new (options: {
  readonly globals: object
  readonly transforms: readonly ((source: string) => string)[]
  readonly __options__: true
}) => { readonly globalThis: Record<PropertyKey, unknown>; evaluate(source: string): unknown }
