# What a roll-out and an enrolment have in common on Windows; Windows PowerShell 5.1 will do.
$firewallRule = 'Muster exporter'
$system = [Environment]::GetFolderPath('System')
$icacls = Join-Path $system 'icacls.exe'
$tar = Join-Path $system 'tar.exe' # not one of Git, which takes C: for another machine

function Test-Administrator {
  $me = [Security.Principal.WindowsPrincipal] [Security.Principal.WindowsIdentity]::GetCurrent()
  return $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# The kind of processor, as distributions name it.
function Get-Machine {
  $kind = $env:PROCESSOR_ARCHITECTURE
  if ($env:PROCESSOR_ARCHITEW6432) { $kind = $env:PROCESSOR_ARCHITEW6432 }
  switch ($kind) {
    'AMD64' { return 'x86_64' }
    'ARM64' { return 'aarch64' }
  }
  return $kind
}

# Keys and tokens are nobody's business but the system's, the administrators' and, where that is no
# administrator, the user's whose exporter it is.
function Protect-Folder([string] $Folder) {
  $grants = @('*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F')
  if (-not (Test-Administrator)) {
    $sid = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
    $grants += "*${sid}:(OI)(CI)F"
  }
  & $icacls $Folder /inheritance:r /grant:r $grants | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "The rights of $Folder could not be set: icacls ended with $LASTEXITCODE." }
}

function Get-Sha256([string] $File) {
  $sha = [Security.Cryptography.SHA256]::Create()
  $in = [IO.File]::OpenRead($File)
  try {
    return -join ($sha.ComputeHash($in) | ForEach-Object { $_.ToString('x2') })
  } finally {
    $in.Dispose()
  }
}

function Expand-Distribution([string] $Archive, [string] $Folder) {
  & $tar -xzf $Archive -C $Folder
  if ($LASTEXITCODE -ne 0) { throw "The distribution could not be unpacked: tar ended with $LASTEXITCODE." }
}

# The junction that tells which version runs. It cannot be moved in one step: between the two lines
# there is none, and whoever begins again makes it.
function Remove-Current([string] $Folder) {
  $current = Join-Path $Folder 'current'
  if (Test-Path -LiteralPath $current) { [IO.Directory]::Delete($current, $false) }
}

function Set-Current([string] $Folder, [string] $Target) {
  Remove-Current $Folder
  New-Item -ItemType Junction -Path (Join-Path $Folder 'current') -Value $Target | Out-Null
}

# Lets domain and private networks in; a public one asks for another rule than this.
function Open-Port([int] $Port) {
  Close-Port
  New-NetFirewallRule -DisplayName $firewallRule -Direction Inbound -Protocol TCP -LocalPort $Port `
    -Action Allow -Profile 'Domain', 'Private' | Out-Null
}

function Close-Port {
  Remove-NetFirewallRule -DisplayName $firewallRule -ErrorAction SilentlyContinue
}

# A task that starts a program at each start of the machine, or at the user's log-in where that is
# no administrator; Windows starts it again when it fails.
function Add-StartTask([string] $Name, [string] $Program, [string] $Arguments) {
  $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries `
    -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1)
  $trigger = New-ScheduledTaskTrigger -AtStartup
  if (-not (Test-Administrator)) {
    $trigger = New-ScheduledTaskTrigger -AtLogOn -User (Get-TaskUser)
  }
  Add-Task $Name $Program $Arguments $trigger $settings
}

function Get-TaskUser {
  return [Security.Principal.WindowsIdentity]::GetCurrent().Name
}

function Add-Task([string] $Name, [string] $Program, [string] $Arguments, $Trigger, $Settings) {
  $principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
  if (-not (Test-Administrator)) {
    $principal = New-ScheduledTaskPrincipal -UserId (Get-TaskUser) -LogonType Interactive -RunLevel Limited
  }
  $action = New-ScheduledTaskAction -Execute $Program -Argument $Arguments
  Register-ScheduledTask -Force -TaskName $Name -Principal $principal -Settings $Settings `
    -Trigger $Trigger -Action $action | Out-Null
}

function Remove-Task([string] $Name) {
  if (Get-ScheduledTask -TaskName $Name -ErrorAction SilentlyContinue) {
    Stop-ScheduledTask -TaskName $Name -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName $Name -Confirm:$false
  }
}

# Whether the files of a list, as sha256sum writes it, are there as it says.
function Test-Files([string] $Folder, [string] $List) {
  foreach ($line in [IO.File]::ReadAllLines($List)) {
    $file = Join-Path $Folder $line.Substring(66)
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) { return $false }
    if ((Get-Sha256 $file) -ne $line.Substring(0, 64)) { return $false }
  }
  return $true
}
