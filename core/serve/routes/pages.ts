import { fileURLToPath } from 'node:url'
import { answerFile } from '../files.ts'
import { OPEN_HEADERS, overlayPolicy, pagePolicy, SECURITY_HEADERS, stagePolicy } from '../policy.ts'
import type { OverlayFolder, ServeParts } from '../serve.ts'
import type { Answer, Route, RouteContext } from './route.ts'

/** Files that every page of every plugin may use. */
const SDK_FOLDER = fileURLToPath(new URL('../overlay-sdk', import.meta.url))
/** What plugins and their pages are called. */
const NAME = /^[a-z0-9-]+$/
const FILES_ONLY = SECURITY_HEADERS['content-security-policy']

/** The dashboard and the overlays. Open, because a page holds no data: what it shows, it asks for with a key. */
export function pageRoutes({ dashboardFolder, overlays }: Pick<ServeParts, 'dashboardFolder' | 'overlays'>): readonly Route[] {
  const overlayOf = (context: RouteContext) => overlays().find(({ plugin }) => plugin === context.req.param('plugin'))

  return [
    {
      method: 'GET',
      path: '/',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => answer(context, dashboardFolder, 'index.html', policed(dashboardPolicy(context))),
    },
    {
      method: 'GET',
      path: '/api/docs',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => answer(context, dashboardFolder, 'docs.html', policed(dashboardPolicy(context))),
    },
    {
      method: 'GET',
      path: '/:file{[^/]+\\.[^/]+}',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => asset(context, dashboardFolder, { prefix: '/' }),
    },
    {
      // Before the pages of plugins, none of which is taken for it.
      method: 'GET',
      path: '/overlay/sdk/:file{.+}',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => asset(context, SDK_FOLDER, { prefix: '/overlay/sdk/', headers: OPEN_HEADERS }),
    },
    {
      // Many pages behind one link: those that it names, else all that want to be among them.
      method: 'GET',
      path: '/overlay/stage/all',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => {
        if (context.req.query('pages') === undefined) return context.redirect(stageAddress(new URL(context.req.url), overlays()))
        return answer(context, SDK_FOLDER, 'stage.html', policed(stagePolicy(context.req.header('host') ?? '')))
      },
    },
    {
      // The short address of a plugin's first page; a browser takes the key behind the # along.
      method: 'GET',
      path: '/overlay/:plugin',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => {
        const overlay = overlayOf(context)
        return overlay?.pages[0] === undefined ? undefined : context.redirect(`/overlay/${overlay.plugin}/${overlay.pages[0]}`)
      },
    },
    {
      // Without a slash at the end, so that the page names the files beside it as they are.
      method: 'GET',
      path: '/overlay/:plugin/:page{[^.]+}',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => {
        const overlay = overlayOf(context)
        const page = context.req.param('page') ?? ''
        if (!overlay?.pages.includes(page)) return absent(context)
        return answer(context, overlay.folder, `${page}.html`, policed(overlayPolicy(context.req.header('host') ?? '')))
      },
    },
    {
      method: 'GET',
      path: '/overlay/:plugin/:file{.+}',
      allow: 'everyone',
      operation: 'page',
      handle: (context) => {
        const overlay = overlayOf(context)
        return overlay && asset(context, overlay.folder, { prefix: `/overlay/${overlay.plugin}/`, headers: OPEN_HEADERS })
      },
    },
  ]
}

/** A browser takes the key behind the # along. */
function stageAddress({ pathname, searchParams }: URL, overlays: readonly OverlayFolder[]): string {
  const pagesAt = (wanted: 'back' | 'front') =>
    overlays.flatMap(({ plugin, stage }) => stage.flatMap(({ page, at }) => (at === wanted ? [`${plugin}/${page}`] : [])))
  searchParams.set('pages', [...pagesAt('back'), ...pagesAt('front')].join(','))
  return `${pathname}?${searchParams}`
}

/** Pages have addresses of their own, so that none is served without its policy. */
function asset(
  context: RouteContext,
  folder: string,
  { prefix, headers }: { readonly prefix: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<Answer> | undefined {
  const file = context.req.path.slice(prefix.length)
  return file.endsWith('.html') ? undefined : answer(context, folder, file, { ...headers, ...policed(FILES_ONLY) })
}

/**
 * A source in OBS, or a frame of the stage, whose plugin is switched off, updated or not there yet: it shows nothing, least of all an error, and has its page
 * once that is there.
 */
async function absent(context: RouteContext): Promise<Answer> {
  if (!NAME.test(context.req.param('plugin') ?? '') || !NAME.test(context.req.param('page') ?? '')) return undefined
  const headers = policed(overlayPolicy(context.req.header('host') ?? ''))
  const { outgoing } = context.env
  const page = await answerFile({
    folder: SDK_FOLDER,
    file: 'absent.html',
    method: context.req.method,
    ifNoneMatch: undefined,
    headers,
    outgoing,
  })
  return page && new Response(page.body, { status: 404, headers: page.headers })
}

const policed = (policy: string) => ({ 'content-security-policy': policy })

function answer(context: RouteContext, folder: string, file: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { req, env } = context
  return answerFile({ folder, file, method: req.method, ifNoneMatch: req.header('if-none-match'), headers, outgoing: env.outgoing })
}

/** Text is never taken for markup in the pages that viewers' words are shown in. */
function dashboardPolicy(context: RouteContext): string {
  return `${pagePolicy(context.req.header('host') ?? '')}; require-trusted-types-for 'script'`
}
