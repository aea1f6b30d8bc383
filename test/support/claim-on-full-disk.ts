import { claimFolder } from '../../core/store/sqlite/folder.ts'
import { fill } from './small-disk.ts'

/** Claims a folder on the disk at /mnt, fills that, and claims it once more. */
claimFolder('/mnt/data').release()
fill('/mnt')
claimFolder('/mnt/data').release()
process.stdout.write(JSON.stringify('claimed'))
