import type { PluginManifest } from '../../../schemas/types.ts'

/**
 * One package in use: what to import, an expression, and what it must come to, as JSON. The expression may wait. What the package needs beside
 * the default, for its authors to know, are permissions.
 */
export type Use = readonly [imports: string, expression: string, value: unknown, permissions?: PluginManifest['permissions']]
