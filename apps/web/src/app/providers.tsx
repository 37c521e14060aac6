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
          // A browser that believes to be offline may still reach a server on its own machine or network; and what is
          // pressed without a network is to fail in view, not to be done minutes later.
          mutations: { networkMode: 'always' },
          queries: {
            networkMode: 'always',
            refetchOnReconnect: true,
            staleTime: 5000,
            // What was refused stays refused; what did not arrive may arrive the next time.
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
              // Stacked, each has an edge.
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
