import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'

const require = createRequire(import.meta.url)

/**
 * SQLite for this Node. Version 13 needs Node-API 10, which Node 20 lacks; version 12 aborts the process on Node 24.19 and newer, when a
 * statement is collected outside of JavaScript (WiseLibs/better-sqlite3#1515). Both have the same interface.
 */
const name = Number(process.versions.napi) >= 10 ? 'better-sqlite3' : 'better-sqlite3-node20'

// The types are of the one interface.
export const Driver = require(name) as typeof Database

/** Where a thread that has no loader finds it. */
export const DRIVER_PATH = require.resolve(name)
