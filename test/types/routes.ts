import type { Operation, Route } from '../../core/serve/routes/route.ts'

// Compiled by the gate, never run: what does not hold here is an error of the compiler.

declare const operation: Operation
const handle = () => undefined

export const whole = { method: 'GET', path: '/api/x', allow: ['admin'], operation, handle } satisfies Route
// @ts-expect-error a route says who may come in
export const open = { method: 'GET', path: '/api/x', operation, handle } satisfies Route
// @ts-expect-error there is no such role
export const stranger = { method: 'GET', path: '/api/x', allow: ['owner'], operation, handle } satisfies Route
// @ts-expect-error a route is in the document, or says that it is a page
export const secret = { method: 'GET', path: '/api/x', allow: ['admin'], handle } satisfies Route
// @ts-expect-error what a route is refused with is in the table of problems
export const refused = { id: 'x', tag: 'host', summary: 'X', answer: {}, problems: ['NOPE'] } satisfies Operation
