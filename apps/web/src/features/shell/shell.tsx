'use client'
import { PanelLeft } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { SignedOutNotice } from '@/features/account/signed-out-notice.tsx'
import type { Me } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { CONTENT, focusContent } from '@/lib/focus.ts'
import { pageIsOf } from '@/lib/session-end.ts'
import { CommandPalette } from './command-palette.tsx'
import { SideBar } from './side-bar.tsx'
import { SideBarDrawer } from './side-bar-drawer.tsx'
import { type Coming, useComing } from './use-coming.ts'
import { useKeptFocus } from './use-kept-focus.ts'

interface ShellState extends Coming {
  me: Me
  openPalette(): void
  sideBarOpen: boolean
}

const ShellContext = createContext<ShellState | null>(null)

/** The state of the shell around the page, or null for visitors, who have none. */
export function useShell(): ShellState | null {
  return use(ShellContext)
}

const KEPT = 'quillwire.side-bar'
/** The attribute of buttons that open the side bar. */
const OPENS = 'data-opens-side-bar'
/** Windows in which the side bar has room beside the page. */
const WIDE = '(min-width: 768px)'

/** Side bar, command palette and the page. On narrow screens the side bar lies over the page. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const [sideBarOpen, setSideBarOpen] = useState(true)
  const [over, setOver] = useState(false)
  const [palette, setPalette] = useState(false)

  useEffect(() => {
    if (me.principal.id) pageIsOf(me.principal.id)
  }, [me.principal.id])
  const path = usePathname()
  const { coming, announce } = useComing(path)
  useKeptFocus()

  // biome-ignore lint/correctness/useExhaustiveDependencies: on every other page
  useEffect(() => setOver(false), [path])
  useEffect(() => {
    // A side bar over the page keeps it from scrolling, even when the window gets wider and hides that side bar.
    const wide = window.matchMedia(WIDE)
    const onChange = () => wide.matches && setOver(false)
    wide.addEventListener('change', onChange)
    return () => wide.removeEventListener('change', onChange)
  }, [])
  useEffect(() => setSideBarOpen(localStorage.getItem(KEPT) !== 'closed'), [])
  const toggle = (open: boolean) => {
    setSideBarOpen(open)
    localStorage.setItem(KEPT, open ? 'open' : 'closed')
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it calls is the same each time
  useEffect(() => {
    // Listens before React does, which stops clicks on a placeholder that the server sent.
    const onClick = ({ target }: MouseEvent) => {
      if (!(target instanceof Element) || !target.closest(`[${OPENS}]`)) return
      if (window.matchMedia(WIDE).matches) toggle(true)
      else setOver(true)
    }
    window.addEventListener('click', onClick, true)
    return () => window.removeEventListener('click', onClick, true)
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== 'k' || event.shiftKey) return
      event.preventDefault()
      setPalette((open) => !open)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const state: ShellState = {
    me,
    sideBarOpen,
    coming,
    announce,
    openPalette: () => setPalette(true),
  }
  return (
    <ShellContext value={state}>
      <SkipLink />
      <div className="flex min-h-dvh print:block">
        <aside
          className={cn(
            'hidden w-64 shrink-0 border-r bg-sunken md:block print:hidden',
            !sideBarOpen && 'md:hidden',
          )}
        >
          <div className="sticky top-0 h-dvh">
            <SideBar me={me} onClose={() => toggle(false)} onPalette={() => setPalette(true)} />
          </div>
        </aside>
        <SideBarDrawer open={over} onOpenChange={setOver}>
          <SideBar
            me={me}
            onClose={() => setOver(false)}
            onPalette={() => {
              setOver(false)
              setPalette(true)
            }}
            onNavigate={() => setOver(false)}
          />
        </SideBarDrawer>
        <div id={CONTENT} tabIndex={-1} className="min-w-0 flex-1 outline-none">
          {children}
        </div>
      </div>
      <CommandPalette open={palette} onOpenChange={setPalette} onOpen={announce} me={me} />
      <SignedOutNotice />
    </ShellContext>
  )
}

/** For Tab users: leads past the side bar and all its documents. It is visible only while it has the focus. */
function SkipLink() {
  return (
    <a
      href={`#${CONTENT}`}
      className="not-focus:sr-only fixed top-2 left-2 z-50 rounded-md bg-accent px-3.5 py-2 font-medium text-accent-ink text-sm"
      onClick={(event) => {
        // The address must not change.
        event.preventDefault()
        focusContent()
      }}
    >
      Skip to the page
    </a>
  )
}

/** Opens the side bar if it is closed or does not fit. */
export function SideBarButton() {
  const shell = useShell()
  if (!shell) return null
  return (
    <Button
      variant="ghost"
      size="iconSm"
      aria-label="Open the side bar"
      // The icon is in line with the content below; the space around it is for fingers.
      className={cn('-ml-1.5 pointer-coarse:-ml-3', shell.sideBarOpen && 'md:hidden')}
      {...{ [OPENS]: '' }}
    >
      <PanelLeft />
    </Button>
  )
}
