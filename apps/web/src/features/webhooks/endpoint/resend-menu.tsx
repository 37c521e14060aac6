'use client'
import { Ban, ChevronDown, History, RotateCw } from 'lucide-react'
import { Button } from '@/components/ui/button.tsx'
import { afterMenu, Menu, MenuItem, MenuLine } from '@/components/ui/menu.tsx'
import type { OperationKind } from '../use-operations.ts'

interface ResendMenuProps {
  /** Nothing is sent while the endpoint is paused or disabled. */
  active: boolean
  onChoose(kind: OperationKind): void
}

/** The operations on many deliveries at once. */
export function ResendMenu({ active, onChoose }: ResendMenuProps) {
  return (
    <Menu
      trigger={
        <Button variant="secondary" size="sm">
          <RotateCw /> Resend or cancel <ChevronDown />
        </Button>
      }
    >
      <MenuItem disabled={!active} onSelect={() => afterMenu(() => onChoose('recover'))}>
        <RotateCw /> Recover failed deliveries…
      </MenuItem>
      <MenuItem disabled={!active} onSelect={() => afterMenu(() => onChoose('replay'))}>
        <History /> Replay events…
      </MenuItem>
      <MenuLine />
      <MenuItem onSelect={() => afterMenu(() => onChoose('cancel'))}>
        <Ban /> Cancel pending deliveries…
      </MenuItem>
    </Menu>
  )
}
