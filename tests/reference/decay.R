# Reference values of weights that fall with distance by spdep, on the cells and counts of
# significance.json and the cases of decay.json.
# R 4.2.2, spdep 1.2.7.
#   Rscript decay.R significance.json decay.json > decay_r.json
suppressPackageStartupMessages({
  library(jsonlite)
  library(spdep)
})
read <- function(file) fromJSON(file, simplifyDataFrame = FALSE)
known <- read(commandArgs(TRUE)[1])$cases
wanted <- read(commandArgs(TRUE)[2])$cases
names(known) <- vapply(known, function(case) case$name, "")
cases <- lapply(wanted, function(case) {
  cells <- known[[case$name]]$cells
  x <- known[[case$name]]$values
  hex <- startsWith(case$name, "hex")
  east <- if (hex) cells[, 2] + cells[, 1] / 2 else cells[, 2]
  north <- if (hex) cells[, 1] * sqrt(3) / 2 else cells[, 1]
  n <- nrow(cells)
  apart <- sqrt(outer(east, east, "-")^2 + outer(north, north, "-")^2)
  near <- apart <= case$band * (1 + 1e-6)
  diag(near) <- FALSE
  nb <- lapply(seq_len(n), function(i) if (any(near[i, ])) which(near[i, ]) else 0L)
  class(nb) <- "nb"
  attr(nb, "region.id") <- as.character(seq_len(n))
  attr(nb, "sym") <- TRUE
  heavy <- lapply(seq_len(n), function(i) if (nb[[i]][1] == 0) NULL else apart[i, nb[[i]]]^-case$power)
  plain <- nb2listw(nb, glist = heavy, style = "B", zero.policy = TRUE)
  row <- nb2listw(nb, glist = heavy, style = "W", zero.policy = TRUE)
  with_self <- include.self(nb)
  own <- lapply(seq_len(n), function(i) {
    js <- with_self[[i]]
    ifelse(js == i, 1, apart[i, js]^-case$power)
  })
  star <- nb2listw(with_self, glist = own, style = "B")
  local <- localmoran(x, row, conditional = TRUE, alternative = "two.sided", zero.policy = TRUE)
  moran <- moran.test(x, row, randomisation = TRUE, alternative = "two.sided", zero.policy = TRUE)
  general <- suppressWarnings(globalG.test(x, plain, alternative = "two.sided", zero.policy = TRUE))
  list(
    name = case$name, band = case$band, power = case$power,
    local_moran_i = local[, 1], local_moran_z = local[, 4],
    gi_star_z = as.numeric(localG(x, star)), gi_z = as.numeric(localG(x, plain)),
    moran = c(moran$estimate[[1]], moran$estimate[[2]], moran$estimate[[3]], moran$p.value),
    general_g = c(general$estimate[[1]], general$estimate[[2]], general$estimate[[3]], general$p.value)
  )
})
cat(toJSON(list(cases = cases), digits = NA, auto_unbox = TRUE))
