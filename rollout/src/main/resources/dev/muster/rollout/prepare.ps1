# Makes the folder and takes the lock. Needs $base; says locked=ok, or locked=WHO.
$ErrorActionPreference = 'Stop'
#include windows.ps1

# When a process began, so that another of the same number is not taken for it.
function Get-Began([int] $Id) {
  $process = Get-CimInstance Win32_Process -Filter "ProcessId = $Id" -ErrorAction SilentlyContinue
  if ($process -and $process.CreationDate) { return $process.CreationDate.ToFileTimeUtc() }
  return 0
}

# The SSH server's process of this connection: it ends with it, and so does the lock.
function Get-Session {
  $id = $PID
  for ($up = 0; $up -lt 16; $up++) {
    $process = Get-CimInstance Win32_Process -Filter "ProcessId = $id" -ErrorAction SilentlyContinue
    if (-not $process) { break }
    if ($process.Name -like 'sshd*') { return "$id $(Get-Began $id)" }
    $id = [int] $process.ParentProcessId
  }
  return "$PID $(Get-Began $PID)"
}

function Test-Owner([string] $Owner) {
  $lock = Get-Item -LiteralPath "$base/lock" -ErrorAction SilentlyContinue
  if (-not $lock -or $lock.LastWriteTimeUtc -lt [DateTime]::UtcNow.AddMinutes(-30)) { return $false }
  if ($Owner -eq '') { return $true } # being written just now
  $id, $began = $Owner.Split(' ')
  return $began -ne '0' -and [string] (Get-Began ([int] $id)) -eq $began
}

function Enter-Lock([string] $Mine) {
  for ($try = 0; ; $try++) {
    try {
      New-Item -ItemType Directory -Path "$base/lock" | Out-Null
      return 'ok'
    } catch {
      if (-not (Test-Path -LiteralPath "$base/lock")) { throw }
    }
    $owner = ''
    if (Test-Path -LiteralPath "$base/lock/owner") { $owner = [IO.File]::ReadAllText("$base/lock/owner").Trim() }
    if ($owner -eq $Mine) { return 'ok' }
    if ($try -gt 3 -or (Test-Owner $owner)) { return "another $owner" }
    Remove-Item -LiteralPath "$base/lock" -Recurse -Force
  }
}

foreach ($part in 'versions', 'upload', 'state') {
  New-Item -ItemType Directory -Force -Path "$base/$part" | Out-Null
}
foreach ($part in 'upload', 'state') { Protect-Folder "$base/$part" }
$mine = Get-Session
$locked = Enter-Lock $mine
if ($locked -eq 'ok') { [IO.File]::WriteAllText("$base/lock/owner", $mine) }
"locked=$locked"
