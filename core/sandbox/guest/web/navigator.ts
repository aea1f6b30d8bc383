import { brand } from './brand.ts'

/** navigator, with what plugins of the web look at. */
export function createNavigator({ userAgent }: { readonly userAgent: string }) {
  class Navigator {
    get userAgent() {
      return userAgent
    }
    get language() {
      return 'en-US'
    }
    get languages() {
      return Object.freeze(['en-US'])
    }
    get hardwareConcurrency() {
      return 1
    }
    get onLine() {
      return true
    }
  }
  return { ...brand({ Navigator }), navigator: new Navigator() }
}
