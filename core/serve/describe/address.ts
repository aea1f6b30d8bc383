import type { Route } from '../routes/route.ts'

/** The path as people and the OpenAPI document write it: `/api/plugins/{id}`. */
export function addressOf({ path }: Pick<Route, 'path'>): string {
  return path.replace(PARAMETER, '{$1}')
}

/** The parameters in a path, each with the pattern that its text has to match. */
export function namesIn({ path }: Pick<Route, 'path'>): readonly { readonly name: string; readonly pattern?: string }[] {
  return [...path.matchAll(PARAMETER)].map(([, name = '', pattern]) => ({ name, ...(pattern && { pattern: `^${pattern}$` }) }))
}

/** `:id` or `:id{\\d+}`. */
const PARAMETER = /:(\w+)(?:\{(.*?)\})?(?=\/|$)/g
