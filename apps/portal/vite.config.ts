import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter(),
      compilerOptions: { runes: true },
      // Only the page that works without signal registers it.
      serviceWorker: { register: false },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Positions of floating panels and virtual rows are style attributes, which a nonce cannot allow.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            // On a weak line each file costs a round trip: what a dozen parts share travels together. Not the part that SvelteKit
            // starts with, which it looks for in a file of its own.
            codeSplitting: {
              groups: [
                {
                  name: 'shared',
                  test: /^(?!.*@sveltejs.kit.src.runtime.client)/,
                  minShareCount: 18,
                },
              ],
            },
          },
        },
      },
    },
    ssr: {
      build: {
        rolldownOptions: {
          // Node runs the source of the workspace itself: one copy for server.ts and the application, and workers find their files.
          external: [/^@ketnoi\//],
        },
      },
    },
  },
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
})
