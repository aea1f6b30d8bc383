/** One package in use: what to import, an expression, and what it must come to, as JSON. The expression may wait. */
export type Use = readonly [imports: string, expression: string, value: unknown]
