// Plain JavaScript, so that the thread needs no loader for TypeScript. It brings the write-ahead log into the file each time it is asked to.
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

const { driver, file } = workerData
const Database = createRequire(import.meta.url)(driver)
const database = new Database(file, { fileMustExist: true })
// The log is synced before its pages go into the file, and the file before the log may begin anew.
database.pragma('synchronous = FULL')

parentPort.on('message', (word) => {
  if (word === 'end') {
    database.close()
    parentPort.close()
    return
  }
  try {
    database.pragma('wal_checkpoint(PASSIVE)')
    parentPort.postMessage(undefined)
  } catch (error) {
    parentPort.postMessage(String(error))
  }
})
