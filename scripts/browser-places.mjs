import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Debian's Chromium without any window: pages take half the processor time in it. */
const WITHOUT_WINDOW = '/usr/bin/chromium-headless-shell'

/**
 * Where a Chromium is on this machine, if anywhere: CHROMIUM_PATH, then the usual places, without those that cannot open a window where that is asked.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function findBrowser(env, { hasWindow = false } = {}) {
  const programs = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
  const places = [
    env.CHROMIUM_PATH,
    ...(hasWindow ? [] : [WITHOUT_WINDOW]),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...programs.map((folder) => folder && join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
  ]
  return places.find((path) => path && existsSync(path))
}
