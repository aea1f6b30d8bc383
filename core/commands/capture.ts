import { join } from 'node:path'
import { HostError } from '../base/errors.ts'
import { openSettings } from '../store/settings.ts'
import { plain } from './plain.ts'
import { type StartOptions, start } from './start.ts'

/** Captures one live: runs the host for a TikTok account, in a session that may be given a name. Rejects with USAGE when no account is named. */
export async function capture(options: StartOptions): Promise<void> {
  const { tiktok } = (await openSettings(join(options.dataDir, 'settings.json'))).current()
  const username = options.username ?? options.environment.username ?? tiktok?.username
  if (!username) throw new HostError('USAGE', 'Say whose live to capture: --username, or TIKTOK_USERNAME in .env')
  if (!options.json)
    console.log(
      `🎬 Starting capture for @${plain(username.replace(/^@/, ''))}${options.sessionName ? `: ${plain(options.sessionName)}` : ''}`,
    )
  await start({ ...options, username, demo: false })
}
