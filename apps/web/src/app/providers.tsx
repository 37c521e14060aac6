'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { type ReactNode, useEffect, useState } from 'react'
import { Toaster } from 'sonner'
import { ApiError } from '@/lib/api.ts'
import { keepComposingEscape } from '@/lib/composing.ts'

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // A browser that believes it is offline may still reach a server on its own machine or network. And an action
          // without network should fail visibly, not be carried out minutes later.
          mutations: { networkMode: 'always' },
          queries: {
            networkMode: 'always',
            refetchOnReconnect: true,
            staleTime: 5000,
            // A refused request stays refused; one that did not arrive may arrive the next time.
            retry: (count, error) =>
              count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
          },
        },
      }),
  )
  useEffect(keepComposingEscape, [])
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={client}>
        {children}
        <Toaster
          position="bottom-center"
          toastOptions={{
            duration: 5000,
            classNames: {
              // Each has an edge, also when they are stacked.
              toast: '!border-0 !rounded-lg !font-sans !text-sm !shadow-lg !ring-1 !ring-paper',
              default: '!bg-ink !text-paper',
              error: '!bg-danger !text-danger-ink',
              actionButton:
                '!shrink-0 pointer-coarse:!h-9 pointer-coarse:!px-3 !bg-current/15 !text-inherit !font-medium hover:!bg-current/25',
            },
          }}
        />
      </QueryClientProvider>
    </ThemeProvider>
  )
}
