import type { Plugin } from '#sdk'

let gifts = 0

export default {
  on: {
    gift: () => {
      if (gifts++ % 8 < 2) throw new Error('fetch failed: connect ECONNREFUSED 127.0.0.1:8080')
    },
    follow: () => {},
    like: () => {},
  },
} satisfies Plugin
