# What is on this machine, as lines of NAME=VALUE. Needs $port; changes nothing.
$ErrorActionPreference = 'Stop'
#include windows.ps1

function Get-Listener([string] $Base) {
  $listening = Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue | Select-Object -First 1
  if (-not $listening) { return }
  $process = Get-Process -Id $listening.OwningProcess -ErrorAction SilentlyContinue
  $path = if ($process) { [string] $process.Path } else { '' }
  $name = if ($process) { $process.ProcessName } else { 'an unknown process' }
  $under = $Base.Replace('/', '\') + '\'
  $ours = @(($under + 'versions\'), ($under + 'current\'), ($under + 'muster-exporter-rollout.exe'))
  if ($ours | Where-Object { $path.StartsWith($_, [StringComparison]::OrdinalIgnoreCase) }) {
    'listener=own'
  } elseif ($path.StartsWith($under, [StringComparison]::OrdinalIgnoreCase)) {
    "listener=the muster-exporter of install.ps1 (process $($process.Id))"
  } else {
    "listener=$name (process $($listening.OwningProcess))"
  }
}

function Get-Certificates([string] $File) {
  $inside = $false
  foreach ($line in [IO.File]::ReadAllLines($File)) {
    if ($line -eq '-----BEGIN CERTIFICATE-----') { $inside = $true }
    if ($inside) { "certificate=$line" }
    if ($line -eq '-----END CERTIFICATE-----') { $inside = $false }
  }
}

function Get-Installed([string] $Base) {
  'installed=1'
  $current = Get-Item -LiteralPath "$Base/current" -ErrorAction SilentlyContinue
  $version = if ($current) { Split-Path -Leaf ([string] @($current.Target)[0]) } else { '' }
  if ($version) { "current=$version" }
  if (Test-Path -LiteralPath "$Base/pending") { "pending=$([IO.File]::ReadAllText("$Base/pending").Trim())" }
  if (Test-Path -LiteralPath "$Base/control.ps1") { "hash:control=$(Get-Sha256 "$Base/control.ps1")" }
  foreach ($file in 'config/web-config.yml', 'config/authority.pem', 'config/flags') {
    if (Test-Path -LiteralPath "$Base/$file") { "hash:$file=$(Get-Sha256 "$Base/$file")" }
  }
  if (Test-Path -LiteralPath "$Base/config/identity.pem") { Get-Certificates "$Base/config/identity.pem" }
  foreach ($part in Get-ChildItem "$Base/upload" -Filter '*.part' -ErrorAction SilentlyContinue) {
    "part=$($part.BaseName) $($part.Length) $(Get-Sha256 $part.FullName)"
  }
  foreach ($list in Get-ChildItem "$Base/versions" -Filter '*.sha256' -ErrorAction SilentlyContinue) {
    "version=$($list.BaseName)"
  }
  if ($version -and (Test-Path -LiteralPath "$Base/versions/$version.sha256")) {
    if (-not (Test-Files "$Base/versions/$version" "$Base/versions/$version.sha256")) { 'damaged=1' }
  }
  if (Test-Path -LiteralPath "$Base/control.ps1") { "running=$(& "$Base/control.ps1" status)" }
}

'muster=1'
'system=Windows'
"machine=$(Get-Machine)"
"user=$([Security.Principal.WindowsIdentity]::GetCurrent().Name)"
$kind = if (Test-Administrator) { 'ProgramFiles' } else { 'LocalApplicationData' }
$above = [Environment]::GetFolderPath($kind)
$base = (Join-Path $above 'muster-exporter').Replace('\', '/')
"base=$base"
if ($PSVersionTable.PSVersion -lt [Version] '5.1') { 'lacks=PowerShell 5.1' }
if (-not (Test-Path -LiteralPath $tar)) { 'lacks=tar.exe (of Windows 10 1803 or Server 2019)' }
if (-not (Test-Path -LiteralPath $above)) { "readonly=$above" }
$place = if (Test-Path -LiteralPath $base) { $base } else { $above }
"place=$place"
$disk = New-Object IO.DriveInfo ([IO.Path]::GetPathRoot($above))
"free_kb=$([long] [Math]::Floor($disk.AvailableFreeSpace / 1024))"
if (Test-Path -LiteralPath $base) { Get-Installed $base }
Get-Listener $base
$other = Get-Service -Name 'windows_exporter' -ErrorAction SilentlyContinue
if ($other -and $other.Status -eq 'Running') { 'other=a running windows_exporter' }
