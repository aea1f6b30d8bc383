import assert from 'node:assert/strict'
import { test } from 'node:test'
import { execa } from 'execa'
import { argument } from '../../core/commands/argument.ts'

test('a path that is told in a command can be typed as it stands, and is in quotes only where it has to be', async () => {
  const paths = ['data/backups/2026-11-22', '/tmp/my data/ñ 🎉', '/tmp/a"b', '/tmp/$HOME `x`', "/tmp/it's"]
  for (const path of paths) assert.equal((await execa('sh', ['-c', `printf %s ${argument(path)}`])).stdout, path)
  assert.equal(argument('data/backups/2026-11-22'), 'data/backups/2026-11-22')
})
