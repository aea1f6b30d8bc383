import type Database from 'better-sqlite3'
import { NOBODY } from '../erasure/anonymous.ts'
import type { NamedViewer, Store } from '../store.ts'

const IS_WANTED = `user_id IN (SELECT value FROM json_each(@ids)) AND display_name <> '${NOBODY}'`

/** What totals call viewers, given by ids and handles: they may be all that is left of somebody. */
export function createNamedViewers(database: Database.Database): Store['personal']['named'] {
  const find = database.prepare<[object], { readonly userId: string; readonly uniqueId: string | null; readonly displayName: string }>(
    `SELECT user_id AS userId, handle AS uniqueId, display_name AS displayName FROM viewers WHERE ${IS_WANTED}
     UNION SELECT user_id, handle, display_name FROM viewers WHERE handle IN (SELECT value FROM json_each(@handles)) AND display_name <> '${NOBODY}'
     UNION SELECT user_id, NULL, display_name FROM gifters WHERE ${IS_WANTED}
     UNION SELECT user_id, NULL, display_name FROM tippers WHERE ${IS_WANTED}`,
  )
  return ({ userIds, handles }) =>
    find
      .all({ ids: JSON.stringify([...userIds]), handles: JSON.stringify([...handles]) })
      .map(({ uniqueId, ...viewer }): NamedViewer => ({ ...viewer, ...(uniqueId !== null && { uniqueId }) }))
}
