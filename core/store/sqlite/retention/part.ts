/**
 * One kind of thing that is removed when it is older than a time (milliseconds since 1970). Each call of what `begin` answers is one
 * slice of a few milliseconds, for one transaction.
 */
export type Part = (before: number) => () => { readonly removed: number; readonly isDone: boolean }
