import { MIGRATIONS, migrateDown, migrateUp } from '../../core/store/sqlite/migrate.ts'
import { withDatabase } from '../../core/store/sqlite/sqlite.ts'

// A process to be killed: it says when it begins, and takes the store of a folder to the newest version, or back.
const [dataDir = '', direction = 'up'] = process.argv.slice(2)
await withDatabase(dataDir, async (database) => {
  process.stdout.write('begins\n')
  await (direction === 'up' ? migrateUp(database) : migrateDown(database))
})
process.stdout.write(`${Object.keys(MIGRATIONS).length} steps\n`)
