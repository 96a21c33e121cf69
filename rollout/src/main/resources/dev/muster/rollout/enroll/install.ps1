<#
.SYNOPSIS
Puts Muster's exporter on this machine, enrols it and starts it. Run again it goes on where it was left.
.DESCRIPTION
There are no secrets in here: the token comes in the environment variable MUSTER_ENROLL_TOKEN.
.PARAMETER Url
The server, such as https://muster.example.org:10090.
.PARAMETER AuthoritySha256
SHA-256 of the certificate of the server's authority, as Admin > Enrolment shows it.
.PARAMETER Name
What the client is called; its computer name unless told otherwise.
.PARAMETER Group
The group it belongs to.
.PARAMETER Port
Where the exporter listens, and what the firewall lets in from domain and private networks.
.PARAMETER Folder
Where the exporter is put.
.PARAMETER AtFirstStart
For an image: nothing is asked of the server before the next start.
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory)] [string] $Url,
  [Parameter(Mandatory)] [ValidatePattern('^[0-9a-f]{64}$')] [string] $AuthoritySha256,
  [string] $Name = '',
  [string] $Group = '',
  [int] $Port = 10100,
  [string] $Folder = "$env:ProgramFiles\muster-exporter",
  [switch] $AtFirstStart
)
$ErrorActionPreference = 'Stop'
#include windows.ps1

$Url = $Url.TrimEnd('/')
$task = 'muster-exporter' # as a roll-out calls it, which so takes its place
if (-not (Test-Administrator)) {
  throw 'Run this as an administrator: it adds what runs at each start.'
}
if (-not $env:MUSTER_ENROLL_TOKEN) {
  throw 'The environment has no MUSTER_ENROLL_TOKEN; make a token in Admin > Enrolment.'
}
if (Get-Service -Name 'muster-exporter-rollout' -ErrorAction SilentlyContinue) {
  throw 'A roll-out put an exporter here as a service; take that away first, by muster rollout --remove.'
}

foreach ($part in 'versions', 'config', 'state', 'upload') {
  New-Item -ItemType Directory -Force (Join-Path $Folder $part) | Out-Null
}
foreach ($part in 'config', 'state', 'upload') { Protect-Folder (Join-Path $Folder $part) }
$work = Join-Path $Folder "upload\install.$PID"
New-Item -ItemType Directory -Force $work | Out-Null

# The Windows curl trusts what the system trusts: that the authority is the right one is seen by its
# SHA-256, that the server is one of its own by the key that this very connection shows.
$authority = Join-Path $work 'authority.pem'
function Get-Checked([string] $Path, [string] $File) {
  & curl.exe -sS -k --pinnedpubkey "sha256//$script:pin" -H "@$work\header" -f -o $File "$Url$Path"
  if ($LASTEXITCODE -ne 0) { throw "The server refused $Url$Path; is the token right, and is there an exporter for this system?" }
}

# The server's key, of a chain that ends in the authority that is named.
function Find-Pin {
  $uri = [Uri] $Url
  $tcp = New-Object Net.Sockets.TcpClient($uri.Host, $uri.Port)
  try {
    $found = @{ Right = $false }
    $check = [Net.Security.RemoteCertificateValidationCallback] {
      param($sender, $certificate, $chain, $errors)
      if ($errors -band [Net.Security.SslPolicyErrors]::RemoteCertificateNameMismatch) { return $false }
      $bad = $chain.ChainStatus | Where-Object {
        $_.Status -notin 'UntrustedRoot', 'PartialChain', 'RevocationStatusUnknown', 'OfflineRevocation', 'NoError'
      }
      if ($bad) { return $false }
      $sha = [Security.Cryptography.SHA256]::Create()
      foreach ($element in $chain.ChainElements) {
        $hash = -join ($sha.ComputeHash($element.Certificate.RawData) | ForEach-Object { $_.ToString('x2') })
        if ($hash -eq $AuthoritySha256) { $found.Right = $true }
      }
      return $found.Right
    }
    $tls = New-Object Net.Security.SslStream($tcp.GetStream(), $false, $check)
    $tls.AuthenticateAsClient($uri.Host)
    $leaf = New-Object Security.Cryptography.X509Certificates.X509Certificate2($tls.RemoteCertificate)
    $tls.Dispose()
    return Get-KeyPin $leaf
  } catch {
    throw "The server at $Url is not the one this line is for, or does not answer: $($_.Exception.Message)"
  } finally {
    $tcp.Dispose()
  }
}

# SubjectPublicKeyInfo of an EC P-256 key, put together as RFC 5480 has it.
function Get-KeyPin($Certificate) {
  $key = $Certificate.PublicKey
  $point = $key.EncodedKeyValue.RawData
  $algorithm = [byte[]] (0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01) + $key.EncodedParameters.RawData
  if ($key.Oid.Value -ne '1.2.840.10045.2.1' -or $point.Length -ne 65) {
    throw 'The server has no EC P-256 key, as one of this authority would.'
  }
  $bits = [byte[]] (0x03, 0x42, 0x00) + $point
  $inner = [byte[]] (0x30, $algorithm.Length) + $algorithm + $bits
  $whole = [byte[]] (0x30, $inner.Length) + $inner
  return [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash($whole))
}

try {
  [IO.File]::WriteAllText("$work\header", "X-Muster-Enroll-Token: $env:MUSTER_ENROLL_TOKEN`n")
  $script:pin = Find-Pin
  $machine = Get-Machine
  Get-Checked "/enroll/distributions/windows/$machine" "$work\distribution"
  $sum, $file = (Get-Content -Raw "$work\distribution").Trim() -split '\s+', 2
  if ($file -notmatch "^muster-exporter-([0-9A-Za-z.+~-]+)-windows-$machine\.tar\.gz$") {
    throw "The server offers '$file', which is no exporter for Windows on $machine."
  }
  $home_ = Join-Path $Folder "versions\$($Matches[1])-$($sum.Substring(0, 12))"
  if (-not (Test-Path "$home_\bin\muster-exporter.cmd")) {
    Get-Checked "/enroll/distributions/$file" "$work\$file"
    if ((Get-Sha256 "$work\$file") -ne $sum) {
      throw "$file came damaged; run this again."
    }
    New-Item -ItemType Directory -Force "$work\unpacked" | Out-Null
    Expand-Distribution "$work\$file" "$work\unpacked"
    if (Test-Path $home_) { Remove-Item -Recurse -Force $home_ }
    Move-Item (Get-ChildItem "$work\unpacked" | Select-Object -First 1).FullName $home_
  }
  Stop-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue
  Set-Current $Folder $home_
} finally {
  Remove-Item -Recurse -Force $work -ErrorAction SilentlyContinue
}

$program = "$Folder\current\bin\muster-exporter.cmd"
Set-Content -Encoding ASCII "$Folder\start.cmd" @"
@echo off
rem Enrols this machine where that is still to be done, then runs its exporter.
if not exist "$Folder\config\identity.pem" call "$program" enroll "--folder=$Folder" --wait=3650d || exit /b 1
call "$program" "--web.config.file=$Folder\config\web-config.yml" --web.listen-address=:$Port "--path.state=$Folder\state"
"@

$flags = @('enroll', "--folder=$Folder", "--url=$Url", "--authority-sha256=$AuthoritySha256", "--port=$Port", "--name=$Name", "--group=$Group")
$flags += if ($AtFirstStart) { '--at-first-start' } else { '--wait=20s' }
& $program @flags
$code = $LASTEXITCODE
if ($code -eq 3) {
  Write-Host 'Waits to be accepted in Admin > Enrolment; the exporter starts by itself then.'
} elseif ($code -ne 0) {
  exit $code
}

Open-Port $Port
Add-StartTask $task (Join-Path $system 'cmd.exe') "/c `"$Folder\start.cmd`""
if ($AtFirstStart) {
  Write-Host 'Enrols at the next start of this machine.'
} else {
  Start-ScheduledTask -TaskName $task
  Write-Host "Runs as the task $task at each start."
}
