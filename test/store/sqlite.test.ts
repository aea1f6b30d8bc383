import { createSqliteStore } from '../../core/store/sqlite/sqlite.ts'
import { runStoreSuite } from '../contracts/store.ts'
import { createFolder } from '../support/folder.ts'
import { crash } from '../support/store-folder.ts'

// Names of its tests begin with what they prove, for example `R5: …`, `R4: …`, `L5: …`, `F8: …`, `B3: …`, `H3: …`.
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
