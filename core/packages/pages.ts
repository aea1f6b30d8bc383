import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PluginManifest } from '../../schemas/types.ts'
import type { Contents } from './contents.ts'

/** What the host has for every page, and where it lies. */
const SHARED = 'overlay/sdk/'
const SHARED_FOLDER = fileURLToPath(new URL('../serve/overlay-sdk', import.meta.url))

/** What is wrong with the pages of a plugin: pages that are not there, and what they load from elsewhere, which the host's policy refuses. */
export function problemsOfPages({ overlays = [] }: PluginManifest, contents: Contents): readonly string[] {
  const missing = overlays
    .filter(({ page }) => !contents.has(`overlay/${page}.html`))
    .map(({ page }) => `overlay/${page}.html is not there, and the manifest names it`)
  const pages = [...contents].filter(([path]) => /^overlay\/.*\.(html|css|js|svg)$/.test(path))
  return [...missing, ...pages.flatMap(([path, bytes]) => problemsOfPage(path, new TextDecoder().decode(bytes), contents))]
}

function problemsOfPage(path: string, text: string, contents: Contents): readonly string[] {
  const problems: string[] = []
  for (const reference of referencesIn(path, text)) {
    if (/^(data:|#|blob:)/.test(reference)) continue
    if (/^([a-z]+:)?\/\//i.test(reference))
      problems.push(`${path} loads ${reference.slice(0, 100)}; a page may only load files of its own overlay folder and of /overlay/sdk`)
    else if (path.endsWith('.js') && !/^[./]/.test(reference))
      problems.push(
        `${path} loads the package ${reference.slice(0, 100)}; pages are not bundled, so copy its file for browsers into overlay and load that`,
      )
    else if (!isThere(resolved(path, reference), contents)) problems.push(`${path} loads ${reference.slice(0, 100)}, which is not there`)
  }
  if (path.endsWith('.html') && /<script(?![^>]*\bsrc=)[^>]*>\s*\S|<style[\s>]|\son[a-z]+\s*=\s*["']/i.test(text)) {
    problems.push(`${path} has a script or style inside it, which the host's policy refuses; put it into a file`)
  }
  return problems
}

function referencesIn(path: string, text: string): readonly string[] {
  const patterns = path.endsWith('.js')
    ? [/\b(?:import|from)\s*\(?\s*["']([^"']+)["']/g]
    : [
        /<(?:script|img|audio|video|source|iframe)\b[^>]*\ssrc\s*=\s*["']([^"']+)["']/gi,
        /<link\b[^>]*\shref\s*=\s*["']([^"']+)["']/gi,
        /\burl\(\s*["']?([^"')]+)/g,
      ]
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, reference = '']) => reference))
}

function isThere(file: string, contents: Contents): boolean {
  return contents.has(file) || (file.startsWith(SHARED) && existsSync(join(SHARED_FOLDER, file.slice(SHARED.length))))
}

function resolved(from: string, reference: string): string {
  return new URL(reference.replace(/[?#].*$/, ''), `file:///${from}`).pathname.slice(1)
}
