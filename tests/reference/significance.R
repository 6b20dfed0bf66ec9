# Reference values of the tests of chance by spdep and spatstat, on the cells of significance.json.
# R 4.2.2, spdep 1.2.7, spatstat.explore 3.0.6.
#   Rscript significance.R significance.json > significance_r.json
suppressPackageStartupMessages({
  library(jsonlite); library(spdep); library(spatstat.geom); library(spatstat.explore)
})
input <- fromJSON(commandArgs(TRUE)[1], simplifyDataFrame = FALSE)
near <- function(cells, is_near) {
  n <- nrow(cells)
  nb <- lapply(seq_len(n), function(i) {
    js <- which(is_near(cells[, 1] - cells[i, 1], cells[, 2] - cells[i, 2]))
    js <- js[js != i]
    if (length(js) == 0) 0L else as.integer(js)
  })
  class(nb) <- "nb"
  attr(nb, "region.id") <- as.character(seq_len(n))
  nb
}
rules <- list(
  square_1 = function(r, q) pmax(abs(r), abs(q)) <= 1,
  square_2 = function(r, q) pmax(abs(r), abs(q)) <= 2,
  square_band_3 = function(r, q) sqrt(r^2 + q^2) <= 3 * (1 + 1e-6),
  hex_1 = function(r, q) pmax(abs(r), abs(q), abs(r + q)) <= 1
)
cases <- lapply(input$cases, function(case) {
  nb <- near(case$cells, rules[[case$name]])
  x <- case$values
  row <- nb2listw(nb, style = "W", zero.policy = TRUE)
  binary <- nb2listw(nb, style = "B", zero.policy = TRUE)
  star <- nb2listw(include.self(nb), style = "B")
  local <- localmoran(x, row, conditional = TRUE, alternative = "two.sided", zero.policy = TRUE)
  moran <- moran.test(x, row, randomisation = TRUE, alternative = "two.sided", zero.policy = TRUE)
  general <- globalG.test(x, binary, alternative = "two.sided", zero.policy = TRUE)
  list(
    name = case$name,
    local_moran_i = local[, 1], local_moran_z = local[, 4],
    gi_star_z = as.numeric(localG(x, star)), gi_z = as.numeric(localG(x, binary)),
    moran = c(moran$estimate[[1]], moran$estimate[[2]], moran$estimate[[3]], moran$p.value),
    general_g = c(general$estimate[[1]], general$estimate[[2]], general$estimate[[3]], general$p.value)
  )
})
p <- c(0.01, 0.04, 0.03, 0.005, 0.6, 0.03)
adjusted <- sapply(c("none", "BH", "BY", "bonferroni"), function(how) p.adjust(p, how), simplify = FALSE)
set.seed(7)
points <- data.frame(x = round(runif(60) * 400, 3), y = round(runif(60)^2 * 250, 3))
pattern <- ppp(points$x, points$y, window = owin(c(0, 400), c(0, 250)))
clark <- lapply(c(none = "none", donnelly = "Donnelly"), function(edge) {
  test <- clarkevans.test(pattern, correction = edge, alternative = "two.sided", method = "asymptotic")
  c(test$statistic[[1]], test$p.value)
})
cat(toJSON(list(cases = cases, adjusted = adjusted, points = list(x = points$x, y = points$y), clark_evans = clark),
  digits = NA, auto_unbox = TRUE
))
