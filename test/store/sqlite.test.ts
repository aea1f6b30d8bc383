import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { runStoreSuite } from '../contracts/store.ts'
import { crash, createFolder } from '../support/store-folder.ts'

runStoreSuite('sqlite store', () => {
  let dataDir = createFolder()
  return {
    open: ({ clock }) => createSqliteStore({ dataDir, clock }),
    reopenAfterCrash(_store, { clock }) {
      dataDir = crash(dataDir)
      return createSqliteStore({ dataDir, clock })
    },
  }
})
